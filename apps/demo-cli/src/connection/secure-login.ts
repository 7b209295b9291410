import { SecureLogin } from '@cloudpay/security';
import type { ConfigFileOption } from '../options/config-file.ts';
import type { HostOptions } from '../options/service.ts';
import type { Display } from '../terminal/display.ts';
import { aboutTheService } from './configuration.ts';

/** Logins against the service that the options, or `CLOUDPAY_*`, name. */
export function secureLoginFor(
  { configFile, baseUrl }: HostOptions & Partial<ConfigFileOption>,
  display: Display,
): SecureLogin {
  return new SecureLogin({
    ...(configFile !== undefined && { file: configFile }),
    ...aboutTheService(),
    ...(baseUrl && { baseUrls: baseUrl }),
    onEvent: (event) => {
      if (event.type !== 'fileFailure') return;
      display.line(display.colours.yellow(`! 未能用新密钥加密 not encrypted under the new key: ${event.message}`));
    },
  });
}
