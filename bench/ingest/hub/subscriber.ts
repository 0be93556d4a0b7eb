/** What is measured: whoever takes the readings from the broker. Both calls count from its start and reject when some never will. */
export interface Subscriber {
  /** Resolves when so many readings have arrived for good. */
  arrived(readings: number): Promise<void>;
  /** Looks once more, slowly, whether exactly so many did. */
  audit(readings: number): Promise<void>;
}
