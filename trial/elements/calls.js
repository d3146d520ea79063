// A short sound, and a vibration where the device has one, at the moment a set is due; nothing while it is switched off.
// Python hands over the moments anew at each refresh of the board, with its own time: this device's clock may be wrong.
const LONGEST = 2 ** 31 - 1; // milliseconds that a timer can wait

const JUST_NOW = 2000; // a moment that passed while the board was drawn again still counts

const called = new Set();
let sounds;

const beep = () => {
  sounds ??= new AudioContext();
  const tone = sounds.createOscillator();
  const volume = sounds.createGain();
  volume.gain.value = 0.2;
  tone.connect(volume).connect(sounds.destination);
  tone.start();
  tone.stop(sounds.currentTime + 0.4);
};

const call = (at) => {
  if (called.has(at)) return;
  called.add(at);
  beep();
  navigator.vibrate?.([300, 150, 300]);
  document.dispatchEvent(new CustomEvent("itb-due"));
};

export default background(({ data }) => {
  const soon = data.due.filter((at) => at > data.at - JUST_NOW && at < data.at + LONGEST);
  const timers = soon.map((at) => setTimeout(() => call(at), at - data.at));
  return () => timers.forEach(clearTimeout);
});
