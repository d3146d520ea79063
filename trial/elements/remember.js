// This tab only: gone when it closes, or when nobody has touched it for as long as the service allows.
const KEY = "itb-recorder";
const EVERY = 5000; // milliseconds between looks, and between notes of a touch

export default background(({ data, setTriggerValue, listen, repeat }) => {
  const allowed = data.idle_minutes * 60000;
  const read = () => JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const touch = (name) => sessionStorage.setItem(KEY, JSON.stringify({ name, at: Date.now() }));
  const isIdle = (kept) => Date.now() - kept.at > allowed;
  const kept = read();
  if (kept && isIdle(kept)) sessionStorage.removeItem(KEY);
  if (data.name) touch(data.name);
  else if (kept && !isIdle(kept)) setTriggerValue("name", kept.name);
  let last = Date.now();
  const used = () => {
    const now = read();
    if (now && !isIdle(now) && Date.now() - last > EVERY) { last = Date.now(); touch(now.name); }
  };
  const look = () => {
    const now = read();
    if (!data.name || (now && !isIdle(now))) return;
    sessionStorage.removeItem(KEY);
    setTriggerValue("idle", Date.now());
  };
  repeat(look, EVERY);
  for (const kind of ["pointerdown", "keydown"]) listen(window, kind, used, true);
});
