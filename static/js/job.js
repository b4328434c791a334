// A job that is over renews its page, but not under the hands of somebody who types or sends a form there:
// the poll asks again, and the page offers the renewal meanwhile.
let busy = false

for (const kind of ["input", "submit"]) {
  document.addEventListener(kind, ({ target }) => {
    if (target.closest("form[method=post]")) busy = true
  })
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!busy || event.detail.xhr.getResponseHeader("HX-Refresh") !== "true") return
  event.preventDefault()
  event.detail.elt.querySelector("[data-over]")?.removeAttribute("hidden")
})
