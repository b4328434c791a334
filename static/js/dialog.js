// data-dialog="id" opens that <dialog>; data-close closes it; data-confirm="question" asks before a form is sent.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]")
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog)
    if (dialog) { event.preventDefault(); dialog.showModal() }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close()
  if (event.target.matches?.("dialog")) event.target.close()
})

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event
  const asked = submitter?.closest("[data-confirm]") ?? form.closest("[data-confirm]")
  const dialog = document.querySelector("dialog[data-confirm-dialog]")
  if (!asked || !dialog || form.dataset.confirmed) return
  event.preventDefault()
  event.stopPropagation()
  dialog.querySelector("[data-question]").textContent = asked.dataset.confirm
  const yes = dialog.querySelector("[data-yes]")
  if (submitter) yes.textContent = submitter.textContent.trim()
  yes.onclick = () => {
    dialog.close()
    form.dataset.confirmed = "yes"
    form.requestSubmit(submitter)
    delete form.dataset.confirmed
  }
  dialog.showModal()
}, true)
