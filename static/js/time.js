// <time data-relative datetime>: keeps "3 minutes ago" true while the page stays open.
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]]
const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" })

const words = (seconds) => {
  for (const [unit, length] of UNITS) if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  return format.format(0, "second")
}

const refresh = () => {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    element.textContent = words((new Date(element.dateTime) - Date.now()) / 1000)
  }
}

setInterval(refresh, 30000)
document.addEventListener("htmx:afterSwap", refresh)
