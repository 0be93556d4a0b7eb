/** Things that were opened one after the other, closed in the opposite order, each also when one before it failed to close. */
export class Closing implements AsyncDisposable {
  readonly #opened: AsyncDisposable[] = [];

  use<T extends AsyncDisposable>(thing: T): T {
    this.#opened.push(thing);
    return thing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const thing of this.#opened.splice(0).reverse()) {
      try {
        await thing[Symbol.asyncDispose]();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
  }
}
