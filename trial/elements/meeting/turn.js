// Previous and next of a meeting by key. What is being typed is handed over first: its box loses the focus.
const TURNS = { KeyP: ".st-key-meeting-previous a", KeyN: ".st-key-meeting-next a" };
export default background(({ listen }) => {
  listen(window, "keydown", (event) => {
    const turn = event.altKey && !event.ctrlKey && !event.metaKey && TURNS[event.code];
    const link = turn && document.querySelector(turn);
    if (!link) return;
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    link.click();
  });
});
