/** How late a machine wakes this process up: on a loaded one everything that runs in real time is so late, at every hand-over. */
export class Lag {
  #worst = 0;
  #due = Date.now() + tick;
  readonly #timer = setInterval(() => {
    const now = Date.now();
    this.#worst = Math.max(this.#worst, now - this.#due);
    this.#due = now + tick;
  }, tick);

  /** What real time may cost over so many hand-overs beside what was promised, ms. */
  over(handOvers: number): number {
    return handOvers * this.#worst;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const tick = 20;
