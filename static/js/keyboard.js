// `/` and Ctrl-K go to the search field; data-dismiss takes its notice away; errors get the focus.
const typing = (element) => element.matches("input, select, textarea, [contenteditable]")

document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]")
  const asked = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing(event.target))
  if (!search || !asked) return
  event.preventDefault()
  search.focus()
  search.select()
})

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dismiss]")) target.closest(".notice").remove()
})

const focusFirstError = (root) => root.querySelector("[data-focus-error], [aria-invalid='true']")?.focus()
focusFirstError(document)
document.addEventListener("htmx:afterSwap", ({ detail }) => focusFirstError(detail.elt))
