// What is typed is handed over after a short pause, not only when the box is left, and at once when the tab is hidden,
// closed or left: a closed tab loses nothing.
const PAUSE = 400;
export default background(({ data, listen }) => {
  const waiting = new Map();
  const handOver = (box) => {
    waiting.delete(box);
    const keys = { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent("keydown", { ...keys, ctrlKey: box.tagName === "TEXTAREA" }));
  };
  const typed = (event) => {
    const box = event.target;
    if (!box.matches?.(`.st-key-${data.inside} :is(textarea, .stTextInput input)`)) return;
    clearTimeout(waiting.get(box));
    waiting.set(box, setTimeout(handOver, PAUSE, box));
  };
  const handOverAll = () => {
    for (const [box, timer] of [...waiting]) {
      clearTimeout(timer);
      handOver(box);
    }
  };
  listen(document, "input", typed, true);
  listen(document, "visibilitychange", handOverAll);
  listen(window, "pagehide", handOverAll);
  return () => {
    for (const timer of waiting.values()) clearTimeout(timer);
  };
});
