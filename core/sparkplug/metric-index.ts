/** Which series the metrics of one topic are. */
export interface MetricIndex {
  /** The series number of a metric name; -1 where it is not a reading to keep. */
  byName(name: string): number;
  /** The same by an alias the birth declared; -1 where none did. */
  byAlias(alias: number): number;
  /** The data type the birth declared for a series; undefined where that is not known. */
  datatypeOf(series: number): number | undefined;
}
