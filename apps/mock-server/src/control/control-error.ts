/** A control call that cannot be carried out. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly statusCode: 400 | 403 | 404 | 409;

  constructor(statusCode: ControlError['statusCode'], message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
