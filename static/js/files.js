// A drop zone is <label class="drop" data-drop> around a file input.
const size = (bytes) => bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} kB`

const say = (zone) => {
  const input = zone.querySelector("input[type=file]")
  const limit = Number(zone.dataset.limit || 0)
  const files = [...input.files]
  const large = limit && files.some((file) => file.size > limit)
  input.setCustomValidity(large ? zone.dataset.tooLarge : "")
  if (large) input.reportValidity()
  zone.querySelector("[data-drop-name]").textContent = files.map((file) => `${file.name} (${size(file.size)})`).join(", ")
}

document.addEventListener("change", ({ target }) => {
  const zone = target.closest("[data-drop]")
  if (zone) say(zone)
})

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]")
    if (!zone) return
    event.preventDefault()
    zone.toggleAttribute("data-over", kind === "dragenter" || kind === "dragover")
    if (kind !== "drop" || !event.dataTransfer.files.length) return
    zone.querySelector("input[type=file]").files = event.dataTransfer.files
    say(zone)
  })
}

// A form with hx-encoding="multipart/form-data" reports the bytes sent in its own <progress data-upload>.
document.addEventListener("htmx:xhr:progress", ({ detail }) => {
  const bar = detail.elt.querySelector("progress[data-upload]")
  if (!bar || !detail.lengthComputable) return
  bar.hidden = detail.loaded === detail.total
  bar.max = detail.total
  bar.value = detail.loaded
})
