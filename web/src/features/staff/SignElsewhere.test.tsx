// @vitest-environment happy-dom
import { useQuery } from "@tanstack/react-query";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { show } from "@/components/testing";
import { saveJson } from "@/lib/saveFile";
import { signedIn, signedOut } from "@/lib/session";
import type { Role, TransactionView, User } from "@/lib/types";
import { SignElsewhere } from "./SignElsewhere";

vi.mock("@/lib/saveFile", () => ({ saveJson: vi.fn() }));

const VIEW = { id: "1", purpose: "sweep", state: "prepared", derivationIndex: 7, signingPayload: "0x02aa", signingHash: "0xbb", transaction: { nonce: 3, gasLimit: 60_000, maxFeePerGas: "2000000000" } } as unknown as TransactionView;
const submit = vi.fn(async () => ({}));

function Signing() {
  return <SignElsewhere query={useQuery<TransactionView>({ queryKey: ["it"] })} file="sweep-1" submit={submit} stale={[]} facts={() => [["Derivation index", "7"]]} />;
}

function draw(...roles: Role[]) {
  signedIn({ accessToken: "t", user: { roles } as User });
  show(<Signing />, { known: [[["it"], VIEW]] });
}

afterEach(() => {
  cleanup();
  signedOut();
  vi.clearAllMocks();
});

describe("a transaction that is signed elsewhere", () => {
  it("goes out with whose key is to sign it, and comes back without what pasting adds", async () => {
    draw("guard");
    expect(screen.getByText("Derivation index")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Download the transaction" }));
    expect(saveJson).toHaveBeenCalledWith("sweep-1.json", { type: "0x2", nonce: 3, gasLimit: 60_000, maxFeePerGas: "2000000000", derivationIndex: 7, signingPayload: "0x02aa", signingHash: "0xbb" });
    await userEvent.type(screen.getByRole("textbox"), " 0x02ff ");
    await userEvent.click(screen.getByRole("button", { name: "Hand in the signed transaction" }));
    expect(submit).toHaveBeenCalledWith("0x02ff", expect.anything());
  });

  it("is handed in by guards only", () => {
    draw("admin");
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});
