/** Resolves when every promise that could settle by itself has settled: the simulator's step between two events. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
