// allauth's own webauthn.js does the work; here its errors become a sentence on the page.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-error]")
  if (!place) return
  event.preventDefault()
  const given = event.detail.exception?.name
  place.textContent = place.dataset[given === "NotAllowedError" ? "cancelled" : given === "InvalidStateError" ? "known" : "failed"]
  place.hidden = false
  place.focus()
})

// A browser without passkeys does not offer them.
if (!window.PublicKeyCredential) for (const element of document.querySelectorAll("[data-needs-passkey]")) element.hidden = true
