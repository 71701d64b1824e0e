/** Why something of a deployment failed, as Resource Manager tells it. */
export interface DeploymentError {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly DeploymentError[];
}

/** What became of one resource of a template. */
export interface DeploymentOperation {
  readonly operationId: string;
  readonly id: string;
  readonly type: string;
  readonly status: number;
  readonly error?: DeploymentError;
}

/** A template's deployment, ended well or badly. */
export interface Deployment {
  readonly id: string;
  readonly name: string;
  /** Of a deployment to a subscription. */
  readonly location?: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly operations: readonly DeploymentOperation[];
  readonly error?: DeploymentError;
  readonly properties: Readonly<Record<string, unknown>>;
}
