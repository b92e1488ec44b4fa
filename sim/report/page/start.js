// Draws every figure, and lets long tables be searched.
for (const box of document.querySelectorAll("figure[data-chart]")) {
  const spec = DATA[box.dataset.chart], title = box.querySelector("figcaption").textContent;
  if (box.classList.contains("map")) {
    const drawn = map(box, spec, title);
    if (spec.rows) failures(box, spec, drawn);
  } else chart(box, spec, title);
  saving(box, spec);
}
for (const list of document.querySelectorAll("dl.words")) explain(list);
for (const box of document.querySelectorAll("[data-tabs]")) {
  const panels = [...box.querySelectorAll("[data-tab]")], tools = document.createElement("div");
  tools.className = "tools";
  box.prepend(tools);
  const keys = panels.map((panel, k) => button(tools, panel.dataset.tab, () => show(k), k === 0));
  function show(k) {
    panels.forEach((panel, j) => { panel.hidden = j !== k; keys[j].setAttribute("aria-pressed", j === k); });
  }
  show(0);
}
for (const input of document.querySelectorAll("input[data-filter]")) {
  const rows = [...document.querySelectorAll(`#${input.dataset.filter} tbody tr`)];
  const count = input.parentNode.querySelector("output");
  input.addEventListener("input", () => {
    const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const content = row.textContent.toLowerCase();
      row.hidden = !asked.every((word) => content.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${rows.length}`;
  });
}
const boxes = [...document.querySelectorAll(".scroll")];
const hint = () => { for (const box of boxes) box.classList.toggle("more", box.scrollWidth > box.clientWidth + 2); };
new ResizeObserver(hint).observe(document.body); // also when a folded part opens
hint();
document.documentElement.dataset.drawn = "yes";
