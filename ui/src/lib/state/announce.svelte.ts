// What is said to people who listen to the screen: one polite line, shown by LiveRegion.
class Announcer {
  text = $state("");

  say(text: string): void {
    // The same sentence twice is two pieces of news.
    this.text = this.text === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
