import type { RangeEvent } from "../../../../core/wire/events.ts";
import { number } from "../../texts/words.ts";
import { gaugeOf, type Stretch } from "./gauge.ts";

const height = 112;
const top = 6;
const bar = { x: 62, width: 18 };
/** The least distance of two numbers, in parts of the height. */
const gap = 13 / height;

/** A variable's bands as an upright scale: healthy filled, beyond the viable bounds hatched, the target a line, the value a pointer. */
export function GaugeDrawing({ range, value }: { readonly range: RangeEvent; readonly value: number | null }) {
  const gauge = gaugeOf(range, value, gap);
  if (gauge === undefined) return null;
  const y = (at: number): number => top + (1 - at) * height;
  const box = ({ from, to }: Stretch) => ({ x: bar.x, width: bar.width, y: y(to), height: y(from) - y(to) });
  return (
    <svg class="gauge" width="104" height={height + 2 * top} aria-hidden="true">
      <defs>
        <pattern id="hatched" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" class="hatch" />
        </pattern>
      </defs>
      <rect class="scale" {...box({ from: 0, to: 1 })} />
      {gauge.outside.map((stretch) => (
        <rect key={stretch.from} class="beyond" fill="url(#hatched)" {...box(stretch)} />
      ))}
      <rect class="healthy" {...box(gauge.healthy)} />
      {gauge.marks.map(({ kind, value: level, at, text }) => (
        <g key={`${kind} ${level}`} class={`mark ${kind}`}>
          <path d={`M${bar.x - 14} ${y(text)}L${bar.x - 5} ${y(at)}H${bar.x + bar.width}`} />
          <text x={bar.x - 17} y={y(text) + 4} text-anchor="end">
            {number(level)}
          </text>
        </g>
      ))}
      {gauge.pointer === undefined ? null : (
        <path class="pointer" d={`M${bar.x + bar.width - 4} ${y(gauge.pointer)}l14 -7v14z`} />
      )}
    </svg>
  );
}
