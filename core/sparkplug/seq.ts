/** The sequence number after one: from 255 on to 0. Source: Sparkplug 3.0.0, tck-id-payloads-sequence-num-incrementing. */
export function nextSeq(seq: number): number {
  return (seq + 1) % 256;
}
