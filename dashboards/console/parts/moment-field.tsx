interface MomentFieldProps {
  readonly label: string;
  /** As `localText` writes it; empty for none. */
  readonly value: string;
  readonly required?: boolean;
  readonly onInput: (value: string) => void;
}

/** A moment by hand, to the second, in the reader's own time of day. */
export function MomentField({ label, value, required = false, onInput }: MomentFieldProps) {
  return (
    <label>
      {label}{" "}
      <input
        type="datetime-local"
        step={1}
        required={required}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
