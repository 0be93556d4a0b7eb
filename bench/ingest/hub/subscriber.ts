/** What is measured: whoever takes the readings from the broker. */
export interface Subscriber {
  /** How many readings have arrived for good since its start; throws when one is known to be lost. */
  arrived(): number;
  /** Looks once more, slowly, whether exactly so many did; rejects when not. */
  audit(readings: number): Promise<void>;
}
