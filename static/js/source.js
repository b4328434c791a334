// Line numbers beside a plain text area, marks where a line is wrong, and a way from a finding to its line.
for (const frame of document.querySelectorAll("[data-source]")) {
  const area = frame.querySelector("textarea")
  const lines = frame.querySelector("[data-source-lines]")
  const wrong = new Set((lines.dataset.wrong ?? "").split(",").filter(Boolean).map(Number))
  let drawn = 0

  const draw = () => {
    const count = area.value.split("\n").length
    if (count === drawn) return
    drawn = count
    lines.replaceChildren()
    for (let number = 1; number <= count; number += 1) {
      if (wrong.has(number)) {
        const mark = document.createElement("mark")
        mark.textContent = number
        lines.append(mark, "\n")
      } else lines.append(`${number}\n`)
    }
  }
  const follow = () => { lines.scrollTop = area.scrollTop }
  const go = (number) => {
    const before = area.value.split("\n").slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0)
    const end = area.value.indexOf("\n", before)
    area.focus()
    area.setSelectionRange(before, end < 0 ? area.value.length : end)
    area.scrollTop = Math.max(0, (number - 5) * Number.parseFloat(getComputedStyle(area).lineHeight))
    follow()
  }
  const fromAddress = () => {
    const number = /^#L(\d+)$/.exec(location.hash)?.[1]
    if (number) go(Number(number))
  }
  area.addEventListener("input", draw)
  area.addEventListener("scroll", follow)
  addEventListener("hashchange", fromAddress)
  draw()
  if (wrong.size) go(Math.min(...wrong))
  else fromAddress()
}
