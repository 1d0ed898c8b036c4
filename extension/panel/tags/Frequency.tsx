import { dateInputValue, formatNumber } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Bars } from "../../ui/Bars.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { FieldError, TextField } from "../../ui/TextField.tsx";
import { t } from "../messages.ts";
import { failureText } from "../words.ts";
import { type FrequencyModel, PERIODS, type Period } from "./FrequencyModel.ts";

const OPTIONS = [...PERIODS.map(String), "custom"];

const periodOf = (value: string): Period => PERIODS.find((days) => String(days) === value) ?? "custom";

export function Frequency({ model }: { model: FrequencyModel }) {
  const range = model.range.value;
  const failure = model.load.failure.value;
  return (
    <div class="frequency" role="group" aria-label={t("tags.frequency")}>
      <Segmented
        name="tags-period"
        label={t("tags.period")}
        value={String(model.period.value)}
        options={OPTIONS.map((value) => ({
          value,
          label: value === "custom" ? t("tags.custom") : t("tags.days", { n: Number(value) }),
        }))}
        onChange={(value) => model.choose(periodOf(value))}
      />
      {model.period.value === "custom" && (
        <div class="frequency-range">
          <TextField
            id="tags-from"
            label={t("tags.from")}
            type="date"
            value={range.from}
            max={dateInputValue(Date.now())}
            onInput={(from) => model.setRange({ ...range, from })}
          />
          <TextField
            id="tags-to"
            label={t("tags.to")}
            type="date"
            value={range.to}
            onInput={(to) => model.setRange({ ...range, to })}
          />
        </div>
      )}
      <FieldError id="tags-range-error" error={model.rangeIsValid.value ? null : t("tags.range-wrong")} />
      {failure ? (
        <Notice
          tone="danger"
          icon="warning"
          live
          action={
            <Button kind="quiet" onClick={() => void model.load.run()}>
              {t("screen.retry")}
            </Button>
          }
        >
          {failureText(failure)}
        </Notice>
      ) : (
        model.rangeIsValid.value && <Counts model={model} />
      )}
    </div>
  );
}

function Counts({ model }: { model: FrequencyModel }) {
  const counts = model.counts.value;
  if (!counts)
    return (
      <div class="frequency-counts">
        <Skeleton width="70%" />
        <Skeleton width="45%" />
      </div>
    );
  if (counts.length === 0) return <p class="tags-none">{t("tags.frequency-none")}</p>;
  return (
    <div class="frequency-counts" aria-busy={model.load.running.value}>
      <Bars
        label={t("tags.frequency")}
        bars={counts.map((tag) => ({
          id: tag.tagId,
          label: tag.name,
          count: tag.count,
          text: formatNumber(tag.count),
          faded: !tag.present,
          ...(tag.present ? {} : { title: t("tags.gone") }),
        }))}
      />
      <p class="frequency-total" role="status">
        {t("tags.frequency-total", { n: model.total.value })}
      </p>
    </div>
  );
}
