// How long the window takes from an event to the picture that shows what came of it; the body of a function, run in the
// page. `began` notes the event. `changed` is called for each change that follows, and notes when the frame with it was
// painted: a timer that is set in the frame's own callback rings after its layout and its paint. (A message would go
// through another process in WebKit.) `settled` answers with the times to the first and to the last of them, in
// microseconds, once nothing has changed any more for a while.
const STILL = 120;
const EVERY = 10;
let present;

window.measured = {
  began(event) {
    present = { at: event.timeStamp, first: undefined, painted: undefined, due: 0 };
  },
  changed() {
    const one = present;
    if (one === undefined) return;
    one.due++;
    requestAnimationFrame(() =>
      setTimeout(() => {
        one.painted = performance.now();
        one.first ??= one.painted;
        one.due--;
      }),
    );
  },
  settled(isThere, done) {
    const one = present;
    const still = one?.painted !== undefined && one.due === 0 && performance.now() - one.painted > STILL;
    if (still && isThere()) {
      present = undefined;
      done([one.first, one.painted].map((painted) => Math.round((painted - one.at) * 1000)));
    } else setTimeout(() => window.measured.settled(isThere, done), EVERY);
  },
};
