/** Texts that an operator reads at a booth. */
export const device = {
  "device.code": "Operator: type the code",
  "device.code.hint":
    "8 digits. The supervisor or the operator makes the code. It works for 15 minutes, once.",
  "device.sending": "One moment…",
  "device.erase": "Erase the last digit",
  "device.problem.key_lost":
    "This booth's key is gone: the browser's storage was emptied. Enroll the device again with a new code.",
  "device.problem.incomplete": { one: "{count} digit is missing.", other: "{count} digits are missing." },
  "device.problem.wrong_code": "This code is wrong, was used already, or is too old. Ask for a new code.",
  "device.problem.too_many_attempts": "There were too many tries. Wait a minute.",
  "device.problem.unavailable": "There is no connection to the server. Try again in a moment.",
  "device.problem.other": "That didn't work. Try again.",
} as const;
