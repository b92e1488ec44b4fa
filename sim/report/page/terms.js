// Words that stay as they are: code, and whatever is a control already, a word explained and its note among them.
const LEFT_ALONE = "a, button, code, label, select, summary, [role=button]";
// Words that the list at the end explains, explained where a part of the page uses them first.
function explain(list) {
  const words = [...list.querySelectorAll("[data-pattern]")].map((item) =>
    [new RegExp(`\\b(?:${item.dataset.pattern})\\b`), item.querySelector("dd").textContent]);
  for (const part of document.querySelectorAll("main section")) {
    if (part.contains(list) || part.id === "grounds" || part.id === "manifest") continue;
    const left = new Set(words);
    for (const sentence of part.querySelectorAll(":scope > p, div.hero p, .broken-limits li, details > p, figcaption")) {
      const walk = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
      for (let at = walk.nextNode(); at && left.size; at = walk.nextNode()) {
        if (at.parentNode.closest(LEFT_ALONE)) continue;
        for (const each of left) {
          const found = each[0].exec(at.textContent);
          if (!found) continue;
          const rest = at.splitText(found.index);
          rest.splitText(found[0].length);
          rest.replaceWith(term(found[0], each[1]));
          left.delete(each);
          walk.currentNode = at;
          break;
        }
      }
    }
  }
}
function term(word, meaning) {
  const host = document.createElement("span"); // a button would be a block, after which a comma may stand alone
  host.setAttribute("role", "button");
  host.tabIndex = 0;
  host.className = "term";
  host.textContent = word;
  const note = element(host, "span", { class: "note" }, meaning);
  const place = () => {
    const left = host.getBoundingClientRect().left;
    note.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - note.offsetWidth - 8)) - left}px`;
  };
  host.addEventListener("pointerenter", place);
  host.addEventListener("focus", place);
  return host;
}
