// Asks axe-core about the page as it is: every rule of WCAG 2.0 to 2.2 at A and AA and of best practice, faults of
// every grade. The body of a function that answers by calling its last argument.
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const words = (node) => `${node.html.slice(0, 200)} (${[...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ")})`;
// A part that moves in is checked where it has come to rest; endless motion is checked as it is.
const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
const rest = Promise.race([Promise.allSettled(moving.map((one) => one.finished)), new Promise((over) => setTimeout(over, 1000))]);
// What a bar that stays lies over comes out from behind it with the scrolling; whether the keys see to that, the walk
// asks.
const bars = [...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).position === "sticky");
const stay = (position) => bars.forEach((bar) => (bar.style.position = position));
rest
  .then(() => stay("static"))
  .then(() => window.axe.run(document, { resultTypes: ["violations"], runOnly: { type: "tag", values: tags } }))
  .then(
    ({ violations }) => done(violations.map((one) => `${one.id}, ${one.impact}: ${one.nodes.map(words).join(" | ")}`)),
    (error) => done([String(error)]),
  )
  .finally(() => stay(""));
