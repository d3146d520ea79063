// What is typed is handed over after a short pause, not only when the box is left, and at once when the tab is hidden,
// closed or left: a closed tab loses nothing.
const PAUSE = 400;
export default background(({ data, listen }) => {
  const waiting = new Set();
  const keys = { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true };
  let timer;
  const handOver = () => {
    clearTimeout(timer);
    for (const box of waiting) {
      box.dispatchEvent(new KeyboardEvent("keydown", { ...keys, ctrlKey: box.tagName === "TEXTAREA" }));
    }
    waiting.clear();
  };
  const typed = ({ target: box }) => {
    if (!box.matches?.(`.st-key-${data.inside} ${TEXT_BOX}`)) return;
    waiting.add(box);
    clearTimeout(timer);
    timer = setTimeout(handOver, PAUSE);
  };
  listen(document, "input", typed, true);
  listen(document, "visibilitychange", handOver);
  listen(window, "pagehide", handOver);
  return () => clearTimeout(timer);
});
