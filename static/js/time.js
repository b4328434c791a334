// <time data-relative datetime>: keeps "3 minutes ago" true while the page stays open.
// From how many seconds on each unit is used, and how long it is: as the server counts in `age_words`.
const UNITS = [["year", 63072000, 31536000], ["month", 10368000, 2628000], ["day", 172800, 86400], ["hour", 7200, 3600], ["minute", 60, 60]]
const language = document.documentElement.lang || "en"
const format = new Intl.RelativeTimeFormat(language)
const now = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second")

const words = (seconds) => {
  for (const [unit, from, length] of UNITS) if (Math.abs(seconds) >= from) return format.format(Math.trunc(seconds / length), unit)
  return now
}

const refresh = () => {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    element.textContent = words((new Date(element.dateTime) - Date.now()) / 1000)
  }
}

setInterval(refresh, 30000)
document.addEventListener("htmx:afterSwap", refresh)
