import { expect, test } from "vitest";
import { Registry } from "./registry.ts";

const registry = new Registry("loss", [{ kind: "huber" }, { kind: "hinge" }]);

test("a registry gives definitions by kind, in their order", () => {
  expect(registry.get("hinge")).toEqual({ kind: "hinge" });
  expect(registry.all().map(({ kind }) => kind)).toEqual(["huber", "hinge"]);
});

test("an unknown kind is refused with the known ones and the nearest", () => {
  expect(() => registry.get("hubber")).toThrow('Unknown loss kind "hubber"; expected one of huber, hinge.');
  expect(() => registry.get("hubber")).toThrow(
    expect.objectContaining({ code: "unknown-kind", hint: 'Did you mean "huber"?' }),
  );
  expect(registry.has("__proto__")).toBe(false);
});

test("a kind cannot be registered twice", () => {
  expect(() => registry.define({ kind: "huber" })).toThrow(expect.objectContaining({ code: "kind-taken" }));
});

test("definitions may be named by their id", () => {
  const findings = new Registry("finding", [{ id: "bias", help: "h" }], { key: "id" });
  expect(findings.get("bias").help).toBe("h");
  expect(() => findings.define({ id: "bias", help: "again" })).toThrow(
    expect.objectContaining({ code: "id-taken", details: { id: "bias" } }),
  );
  expect(() => findings.get("bia")).toThrow('Unknown finding id "bia"; expected one of bias.');
});
