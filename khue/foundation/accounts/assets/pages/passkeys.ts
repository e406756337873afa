/** Passkeys: the device keeps a key and proves it has it. The server's words are JSON, the browser's are bytes.
 *
 * `form[data-passkey-add]` keeps a new one, `form[data-passkey-use]` answers the second step with one; both name the
 * `<script>` that holds the server's options. `form[data-passkey-door]` signs in by a passkey alone and asks for its
 * options when pressed. Without support (an old browser, no https) the buttons stay hidden.
 */
import { find, findAll } from "@ui/dom";

type Json = Record<string, unknown>;

function bytes(text: unknown): ArrayBuffer {
  const plain = atob(String(text).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function written(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Json[]).map((each) => ({ ...each, id: bytes(each["id"]) }) as PublicKeyCredentialDescriptor);
}

async function keep(options: Json): Promise<Json> {
  const user = options["user"] as Json;
  const publicKey = {
    ...options,
    challenge: bytes(options["challenge"]),
    user: { ...user, id: bytes(user["id"]) },
    excludeCredentials: withBytes(options["excludeCredentials"]),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...told(made),
    response: {
      clientDataJSON: written(answer.clientDataJSON),
      attestationObject: written(answer.attestationObject),
      transports: answer.getTransports(),
    },
  };
}

async function use(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytes(options["challenge"]),
    allowCredentials: withBytes(options["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = shown.response as AuthenticatorAssertionResponse;
  return {
    ...told(shown),
    response: {
      clientDataJSON: written(answer.clientDataJSON),
      authenticatorData: written(answer.authenticatorData),
      signature: written(answer.signature),
      userHandle: written(answer.userHandle),
    },
  };
}

function told(credential: PublicKeyCredential): Json {
  return {
    id: credential.id,
    type: credential.type,
    rawId: written(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function inPage(id: string): Json {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Json;
}

async function fromServer(address: string): Promise<Json> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return ((await answer.json()) as { request_options: Json }).request_options;
}

function offer(form: HTMLFormElement, ask: () => Promise<Json>): void {
  const button = find<HTMLButtonElement>("[data-passkey-go]", form);
  const field = find<HTMLInputElement>("input[name=credential]", form);
  const failed = find("[data-passkey-failed]", form);
  if (!button || !field) return;
  find("[data-passkey-none]", form)?.remove();
  button.hidden = false;
  button.addEventListener("click", () => {
    if (failed) failed.hidden = true;
    ask().then(
      (credential) => {
        field.value = JSON.stringify(credential);
        form.submit();
      },
      () => {
        if (failed) failed.hidden = false;
      },
    );
  });
}

function publicKey(options: Json): Json {
  return (options["publicKey"] ?? options) as Json;
}

if (window.isSecureContext && "PublicKeyCredential" in window) {
  for (const form of findAll<HTMLFormElement>("form[data-passkey-add]")) {
    offer(form, () => keep(publicKey(inPage(form.dataset["passkeyAdd"] ?? ""))));
  }
  for (const form of findAll<HTMLFormElement>("form[data-passkey-use]")) {
    offer(form, () => use(publicKey(inPage(form.dataset["passkeyUse"] ?? ""))));
  }
  for (const form of findAll<HTMLFormElement>("form[data-passkey-door]")) {
    offer(form, async () => use(publicKey(await fromServer(form.action))));
  }
}
