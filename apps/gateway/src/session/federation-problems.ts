import { problem } from '@bumen/contracts';

export const federatedSignInFailed = problem({
  code: 'federated_sign_in_failed',
  status: 401,
  title: { zh: '外部登录失败', en: 'The sign-in at the provider failed' },
  detail: { zh: '登录未完成或已过期,请重新开始', en: 'It was not completed or took too long; start again' },
});
export const federationOff = problem({
  code: 'federation_off',
  status: 404,
  title: { zh: '未启用外部登录', en: 'No provider is set up' },
  detail: { zh: '请使用用户名和密码登录', en: 'Sign in with username and password' },
});
