// data-copy="text" (or of="selector") copies and says so for two seconds, also to a screen reader.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]")
  if (!button) return
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom)
  await navigator.clipboard.writeText(source ? (source.value ?? source.innerText) : button.dataset.copy)
  const label = button.querySelector("[data-copy-label]") ?? button
  const before = label.textContent
  label.textContent = button.dataset.copied
  setTimeout(() => { label.textContent = before }, 2000)
})
