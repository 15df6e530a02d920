/** Version of the agent, as registration and `homeport version` report it. */
export const agentVersion = "0.1.0";
