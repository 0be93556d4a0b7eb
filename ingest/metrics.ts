import { figure, type MetricFamily } from "../core/prometheus.ts";
import type { Ingest } from "./ports.ts";

/** Ingest in figures: what came in, what became of it, and the books of every site while the store is there. */
export function ingestMetrics(ingest: Pick<Ingest, "status" | "books">): readonly MetricFamily[] {
  const status = ingest.status();
  const books = status.store === "open" ? ingest.books() : [];
  const { store, link, generation = 0, quarantineCounts } = status;
  return [
    figure("counter", "homeostat_ingest_messages_total", "Messages received", status.messages),
    figure("counter", "homeostat_ingest_rows_total", "Readings and events taken for storing", status.rows),
    figure("counter", "homeostat_ingest_duplicates_total", "Messages known already", status.duplicates),
    figure("counter", "homeostat_ingest_postponed_total", "Messages left to be sent again", status.postponed),
    figure("counter", "homeostat_ingest_dropped_total", "Messages dropped while the store was away", status.dropped),
    figure("counter", "homeostat_ingest_acknowledgements_total", "Acknowledgements sent", status.acknowledgements),
    {
      name: "homeostat_ingest_quarantined_total",
      help: "Messages and rows that could not be used, by reason",
      type: "counter",
      samples: Object.entries(quarantineCounts).map(([reason, value]) => ({ labels: { reason }, value })),
    },
    figure("gauge", "homeostat_ingest_waiting_rows", "Rows on their way into the store", status.waiting),
    figure("gauge", "homeostat_ingest_connected", "1 while the broker is reached", Number(link === "connected")),
    figure("gauge", "homeostat_store_open", "1 while the store takes rows", Number(store === "open")),
    figure("gauge", "homeostat_store_generation", "Rises when the store may have forgotten", generation),
    ...bookFigures.map(([field, help]): MetricFamily => {
      const samples = books.map(({ region, site, boots }) => ({
        labels: { region, site },
        value: boots.reduce((sum, boot) => sum + boot[field], 0),
      }));
      return { name: `homeostat_books_${snake(field)}_readings`, help, type: "gauge", samples };
    }),
  ];
}

const bookFigures = [
  ["assigned", "Readings that were given a number"],
  ["stored", "Of these, stored"],
  ["refused", "Of these, durably refused, with a gap record"],
  ["gaps", "Of these, covered by a gap record of the gateway"],
  ["inFlight", "Of these, on their way"],
  ["unexplained", "Numbers nobody accounts for: must be 0"],
] as const;

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
