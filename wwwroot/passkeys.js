// Forms that are sent with a passkey: data-passkey says whether one is asked for ("get") or made ("create"), data-options where from.
(() => {
  const problems = {
    InvalidStateError: "This device has a passkey for your account already.",
    SecurityError: "Passkeys do not work at this address. Open the registry by its name, not by a number.",
  };

  async function optionsOf(form) {
    const token = form.elements["__RequestVerificationToken"].value;
    const answer = await fetch(form.dataset.options, { method: "POST", headers: { RequestVerificationToken: token } });
    if (!answer.ok) throw new Error("The registry did not answer.");
    return answer.json();
  }

  async function credentialOf(form, more) {
    const options = await optionsOf(form);
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more });
  }

  function send(form, credential) {
    form.elements["Credential"].value = JSON.stringify(credential.toJSON());
    form.submit();
  }

  function say(form, error) {
    const fault = form.querySelector("[data-problem]");
    fault.textContent = problems[error.name] ?? "There was no passkey this time. Try again, or go another way.";
    fault.hidden = false;
  }

  // The browser offers passkeys where it offers logins, without anybody pressing anything. It waits until then.
  async function offer(form, signal) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    try {
      const credential = await credentialOf(form, { mediation: "conditional", signal });
      if (credential) send(form, credential);
    } catch {
      // Another way was taken.
    }
  }

  function prepare(form) {
    const offering = new AbortController();
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      offering.abort();
      try {
        send(form, await credentialOf(form));
      } catch (error) {
        say(form, error);
      }
    });
    if (form.dataset.passkey === "get") offer(form, offering.signal);
  }

  if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) document.querySelectorAll("form[data-passkey]").forEach(prepare);
})();
