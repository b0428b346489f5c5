// Filters the directory of groups. Without it, all groups are shown.
(() => {
  const form = document.querySelector("[data-pk-filter]")
  const list = document.querySelector("[data-pk-groups]")
  if (!form || !list) return
  const output = form.querySelector("output")
  const cards = [...list.children]

  const fits = (card, name, wanted) =>
    !wanted || (card.dataset[name] || "").split("|").includes(wanted)

  const show = () => {
    let count = 0
    for (const card of cards) {
      const shown = [...form.querySelectorAll("select")].every(s => fits(card, s.name, s.value)) &&
        (!form.elements.open.checked || card.dataset.open === "yes")
      card.hidden = !shown
      count += shown ? 1 : 0
    }
    output.textContent = count === 1 ? output.dataset.pkOne : output.dataset.pkMany.replace("%", count)
  }

  form.addEventListener("change", show)
  form.addEventListener("submit", event => event.preventDefault())
  form.addEventListener("reset", () => setTimeout(show))
  form.hidden = false
  show()
})()
