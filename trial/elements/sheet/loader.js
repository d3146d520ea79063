// Fetches the sheet's own script, which the browser keeps, and hands over to the element of it that the data names.
const load = (address) =>
  import(address).catch(() => new Promise((again) => setTimeout(again, 1000)).then(() => load(address)));

export default function (component) {
  const { script, element } = component.data;
  let leave,
    gone = false;
  load(new URL(script, location.origin).href).then((ours) => {
    if (!gone) leave = ours[element](component);
  });
  return () => {
    gone = true;
    leave?.();
  };
}
