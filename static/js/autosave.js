// form[data-autosave="/url/"]: what is typed is kept on the server after a pause, and the page says so.
const timers = new WeakMap()

const save = async (form) => {
  const sign = form.querySelector("[data-saved]")
  try {
    const body = new FormData(form)
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" } })
    if (!answer.ok) throw new Error(answer.status)
    form.removeAttribute("data-unsaved")
    if (sign) sign.textContent = sign.dataset.saved
  } catch {
    if (sign) sign.textContent = sign.dataset.failed
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-autosave]")
  if (!form || target.type === "file") return
  form.setAttribute("data-unsaved", "")
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(save, 800, form))
})

document.addEventListener("submit", ({ target }) => {
  clearTimeout(timers.get(target))
  target.removeAttribute("data-unsaved")
})

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unsaved]")) event.preventDefault()
})
