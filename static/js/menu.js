// A menu is <details data-menu>: it works without this; here it also closes on Escape, on a click elsewhere, on leaving.
const open = () => document.querySelectorAll("details[data-menu][open]")

document.addEventListener("click", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false
})

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of open()) {
      menu.open = false
      menu.querySelector("summary").focus()
    }
  }
  const menu = event.target.closest?.("details[data-menu][open]")
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, select, textarea")) return
  event.preventDefault()
  const entries = [menu.querySelector("summary"), ...menu.querySelectorAll(".menu-list :is(a, button)")]
  const step = event.key === "ArrowDown" ? 1 : -1
  entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus()
})

document.addEventListener("focusin", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false
})
