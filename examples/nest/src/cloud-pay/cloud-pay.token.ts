/** `@Inject(CLOUD_PAY) private readonly payments: Payments` */
export const CLOUD_PAY = Symbol('CLOUD_PAY');
