// The theme switch: a cookie, so that the server writes data-theme and no page flashes.
const YEAR = 31536000

for (const group of document.querySelectorAll("[data-theme-switch]")) {
  group.addEventListener("click", ({ target }) => {
    const button = target.closest("button")
    if (!button) return
    const root = document.documentElement
    if (button.value) root.dataset.theme = button.value
    else delete root.dataset.theme
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie = `theme=${button.value}; path=/; max-age=${button.value ? YEAR : 0}; samesite=lax${secure}`
    for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button))
  })
}
