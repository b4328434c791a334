// j and k move, Enter opens, x ticks, Shift-click ticks a range. Attached to the document: htmx may swap tables.
const rows = () => [...document.querySelectorAll("[data-table] tbody tr:has(.row-link)")]
const current = () => document.querySelector("[data-table] tr[data-current]")
const busy = (event) => event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea") || document.querySelector("dialog[open]")

const boxes = ".tick input:not([data-tick-all])"

const moves = { j: 1, k: -1 }

document.addEventListener("keydown", (event) => {
  if (busy(event)) return
  const row = current()
  if (event.key in moves) {
    const all = rows()
    const next = all[row ? all.indexOf(row) + moves[event.key] : 0]
    if (!next) return
    row?.removeAttribute("data-current")
    next.setAttribute("data-current", "")
    next.querySelector(".row-link").focus({ preventScroll: true })
    next.scrollIntoView({ block: "nearest" })
  }
  if (event.key === "x") row?.querySelector(".tick input")?.click()
})

// Shift-click: from the last ticked box to this one.
let last
document.addEventListener("click", (event) => {
  const box = event.target
  if (!box.matches?.(`[data-table] ${boxes}`)) return
  const all = [...box.closest("[data-table]").querySelectorAll(boxes)]
  if (event.shiftKey && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b)
    for (const other of all.slice(from, to + 1)) other.checked = box.checked
  }
  last = box
})

document.addEventListener("change", ({ target }) => {
  const frame = target.closest("[data-table]")
  if (!frame) return
  const own = [...frame.querySelectorAll(boxes)]
  if (target.matches("[data-tick-all]")) for (const box of own) box.checked = target.checked
  const ticked = own.filter((box) => box.checked).length
  const all = frame.querySelector("[data-tick-all]")
  if (all) { all.checked = ticked === own.length; all.indeterminate = ticked > 0 && ticked < own.length }
  for (const count of frame.querySelectorAll("[data-ticked]")) count.textContent = ticked
})
