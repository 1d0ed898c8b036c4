import "./segmented.css";

interface SegmentedProps<Value extends string> {
  /** Of the group; unique in the page. */
  name: string;
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few: radio buttons side by side, so the arrow keys work as everywhere. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <fieldset class="segmented">
      <legend class="hidden-visually">{props.label}</legend>
      {props.options.map(({ value, label }) => (
        <label key={value} class="segmented-option">
          <input
            class="segmented-input"
            type="radio"
            name={props.name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          <span class="segmented-label">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
