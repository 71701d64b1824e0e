// What the programs must print, but for the agent's answer, which names who called.

const followedRun = [
  "thread.run.created",
  "thread.run.queued",
  "thread.run.in_progress",
  "thread.run.step.created",
  "thread.run.step.in_progress",
  "thread.message.created",
  "thread.message.in_progress",
  "thread.message.delta",
  "thread.message.completed",
  "thread.run.step.completed",
  "thread.run.completed",
  "done",
];

export function classicOutput(question: string, answer: string): unknown {
  return {
    agent: { name: "orders-2", listed: ["orders-2"], instructions: "Be short.", left: [] },
    run: "completed",
    polled: [
      ["user", question],
      ["assistant", answer],
    ],
    steps: ["message_creation completed"],
    followed: { events: followedRun, text: answer },
    atOnce: { events: ["thread.created", ...followedRun], text: answer },
    cancelled: "cancelled",
  };
}

export function currentOutput(_question: string, answer: string): unknown {
  return {
    agent: { versions: ["orders:1", "orders:2"], latest: "2", agents: ["orders"], listed: ["2", "1"], left: [] },
    whole: answer,
    again: true,
    followed: {
      events: [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
      ],
      text: answer,
    },
    roles: ["user", "user", "assistant", "user", "assistant"],
    direct: answer,
  };
}

export function pythonOutput(_question: string, answer: string): unknown {
  return {
    classic: {
      run: "completed",
      polled: answer,
      followed: answer,
      last: ["thread.run.completed", "done"],
      names: ["orders"],
    },
    current: {
      version: "orders:1",
      whole: answer,
      followed: answer,
      roles: ["user", "assistant", "user", "assistant"],
      names: ["orders"],
    },
  };
}
