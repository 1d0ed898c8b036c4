import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PanelMember } from "../../../../shared/schemas/panel.ts";
import { CallFailure } from "../../../lib/failure.ts";
import type { PanelCalls } from "../../desk.ts";
import { fakeCustomer } from "../../test/fakes.ts";
import { linkedView, member, settle } from "../../test/views.ts";
import { createExportModel } from "./ExportModel.ts";
import { mayExport } from "./may-export.ts";

let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

function mount() {
  const { customer, desk } = fakeCustomer();
  const exportCsv = vi.fn<PanelCalls["exportCsv"]>(() => Promise.resolve(new Blob(["a"])));
  const exportByMail = vi.fn<PanelCalls["exportByMail"]>(() => Promise.resolve({ mailId: "mail" }));
  Object.assign(desk.calls, {
    exportCsv,
    exportByMail,
    exportOptions: () =>
      Promise.resolve({
        messages: 5,
        mail: true,
        domains: [],
        ownAddress: "amy@shop.tw",
        lastRecipient: null,
      }),
  });
  const save = vi.fn<(file: Blob, name: string) => void>();
  const model = createExportModel(customer, { language: "zh-TW", save }, lifetime.signal);
  return { model, exportCsv, exportByMail, save };
}

it("is offered with the right and with the module, and not without either", () => {
  const offered = (change: Partial<PanelMember>) =>
    mayExport(fakeCustomer(linkedView("anna", { member: { ...member, ...change } })).customer);
  expect(offered({ permissions: ["conversation:export"], modules: ["export"] })).toBe(true);
  expect(offered({ permissions: ["conversation:delete"], modules: ["export"] })).toBe(false);
  expect(offered({ permissions: ["conversation:export"], modules: ["pixel"] })).toBe(false);
});

it("hands over a whole file, and shows how far it is", async () => {
  const { model, exportCsv, save } = mount();
  let arrive: (file: Blob) => void = () => undefined;
  exportCsv.mockImplementation((_input, { onProgress }) => {
    onProgress({ rows: 2, total: 5 });
    return new Promise((resolve) => (arrive = resolve));
  });
  const done = model.run();
  await settle();
  expect(model.running.value).toBe(true);
  expect(model.progress.value).toEqual({ rows: 2, total: 5 });
  expect(await model.run()).toBeNull();
  const file = new Blob(["time"]);
  arrive(file);
  expect(await done).toBe("csv");
  expect(save.mock.calls).toEqual([[file, "conversation-2026-05-10.csv"]]);
  expect(exportCsv).toHaveBeenCalledTimes(1);
  expect(exportCsv.mock.calls[0]?.[0]).toMatchObject({ contactId: "anna", language: "zh-TW" });
});

it("saves nothing of a file that broke off; the next try is the same export", async () => {
  const { model, exportCsv, save } = mount();
  exportCsv.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  expect(await model.run()).toBeNull();
  expect(model.failure.value?.code).toBe("OFFLINE");
  expect(save).not.toHaveBeenCalled();
  expect(await model.run()).toBe("csv");
  expect(model.failure.value).toBeNull();
  expect(await model.run()).toBe("csv");
  const [first, second, third] = exportCsv.mock.calls.map(([input]) => input.operationId);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it.each(["stopped", "left for another customer"])("saves nothing when it is %s", async (how) => {
  const { model, exportCsv, save } = mount();
  let signal: AbortSignal | undefined;
  let arrive: (file: Blob) => void = () => undefined;
  exportCsv.mockImplementation((_input, watch) => {
    signal = watch.signal;
    return new Promise((resolve) => (arrive = resolve));
  });
  const done = model.run();
  await settle();
  if (how === "stopped") model.stop();
  else lifetime.abort();
  expect(signal?.aborted).toBe(true);
  arrive(new Blob(["too late"]));
  expect(await done).toBeNull();
  expect(model.failure.value).toBeNull();
  expect(save).not.toHaveBeenCalled();
});

it("mails to the address that was typed, at first the member's own", async () => {
  const { model, exportByMail } = mount();
  await model.load.run();
  expect(model.to.value).toBe("amy@shop.tw");
  model.way.value = "mail";
  model.to.value = " audit@shop.tw ";
  model.form.value = "link";
  exportByMail.mockRejectedValueOnce(new CallFailure("MAIL_REFUSED", { field: "to" }));
  expect(await model.run()).toBeNull();
  expect(model.failure.value).toMatchObject({ code: "MAIL_REFUSED", field: "to" });
  expect(await model.run()).toBe("mail");
  expect(exportByMail.mock.calls[1]?.[0]).toMatchObject({
    contactId: "anna",
    to: "audit@shop.tw",
    form: "link",
    language: "zh-TW",
  });
});
