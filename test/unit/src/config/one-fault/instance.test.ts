import { describeFaults } from './describe-faults.ts'

describeFaults('how an instance is set up', [
  [
    'a word for a spot instance',
    ['spot: maybe'],
    { at: '3:11', code: 'VALUE_TYPE', key: 'spot', what: '"maybe"', hint: 'true, false, or a map' },
  ],
  [
    'a spot price of nothing',
    ['spot: {maxPrice: "0.00"}'],
    { at: '3:22', code: 'VALUE_FORMAT', key: 'spot.maxPrice', what: '"0.00"', hint: '"0.05"' },
  ],
  [
    'a spot price without quotes',
    ['spot: {maxPrice: 0.05}'],
    { at: '3:22', code: 'VALUE_TYPE', key: 'spot.maxPrice', what: '0.05', hint: 'in quotes' },
  ],
  [
    'a spot instance type for another architecture',
    ['spot: {instanceTypes: [t3.medium, t4g.medium]}'],
    {
      at: '3:39',
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      key: 'spot.instanceTypes[1]',
      what: 't4g.medium',
      hint: 'architecture: arm64',
    },
  ],
  [
    'quotes in a cluster name',
    ['agent: {ECS_CLUSTER: \'"web"\'}'],
    {
      at: '3:26',
      code: 'AGENT_VALUE_LITERAL',
      key: 'agent.ECS_CLUSTER',
      what: 'quotes',
      hint: 'Remove the quotes',
    },
  ],
  [
    'a line break for the agent',
    ['agent: {ECS_CLUSTER: "a\\nb"}'],
    {
      at: '3:26',
      code: 'AGENT_VALUE_LITERAL',
      key: 'agent.ECS_CLUSTER',
      what: 'line break',
      hint: 'one line',
    },
  ],
  [
    'a list for the agent',
    ['agent: {ECS_AVAILABLE_LOGGING_DRIVERS: [awslogs]}'],
    {
      at: '3:13',
      code: 'VALUE_TYPE',
      key: 'agent.ECS_AVAILABLE_LOGGING_DRIVERS',
      what: 'a list',
      hint: '\'["json-file","awslogs"]\'',
    },
  ],
  [
    'a proxy for the agent',
    ['agent: {HTTP_PROXY: "proxy.corp:3128"}'],
    {
      at: '3:13',
      code: 'VALUE_FORMAT',
      key: 'agent.HTTP_PROXY',
      what: 'HTTP_PROXY',
      hint: 'Use "proxy" of the image',
    },
  ],
  [
    'a release beside the updates',
    ['releasever: latest'],
    {
      at: '3:5',
      code: 'KEY_UNKNOWN',
      key: 'releasever',
      what: 'releasever',
      hint: 'Did you mean "updates.releasever"?',
    },
  ],
  [
    'a group of packages',
    ['packages: ["@development"]'],
    {
      at: '3:16',
      code: 'VALUE_FORMAT',
      key: 'packages[0]',
      what: 'a group of packages',
      hint: "dnf --assumeyes group install 'development'",
    },
  ],
  [
    'the address of a package',
    ['packages: ["https://example.com/agent.rpm"]'],
    { at: '3:16', code: 'VALUE_FORMAT', key: 'packages[0]', what: 'an address', hint: 'staging' },
  ],
  [
    "a variable that is not the agent's",
    ['agent: {PATH: /bin}'],
    { at: '3:13', code: 'VALUE_FORMAT', key: 'agent.PATH', what: 'PATH', hint: 'ECS_' },
  ],
  [
    'a registry password',
    ['agent: {ECS_ENGINE_AUTH_DATA: canary}'],
    {
      at: '3:13',
      code: 'AGENT_KEY_SECRET',
      key: 'agent.ECS_ENGINE_AUTH_DATA',
      what: 'password',
      hint: 'repositoryCredentials',
    },
  ],
  [
    'a data root of Docker',
    ['docker: {data-root: /data/docker}'],
    {
      at: '3:14',
      code: 'DOCKER_KEY_RESERVED',
      key: 'docker.data-root',
      what: 'data-root',
      hint: 'dataVolume.docker: all',
    },
  ],
  [
    'user namespaces with only the volumes on the data volume',
    ['docker: {userns-remap: default}'],
    {
      at: '3:28',
      code: 'DOCKER_OFF_DATA_VOLUME',
      key: 'docker.userns-remap',
      what: '"default"',
      hint: 'dataVolume.docker: all',
    },
  ],
  [
    'a number among log options',
    ['docker: {log-opts: {max-file: 3}}'],
    { at: '3:35', code: 'VALUE_TYPE', key: 'docker.log-opts.max-file', what: 'is 3', hint: 'quotes' },
  ],
  [
    'an unknown log group',
    ['logs: {groups: [kernel]}'],
    { at: '3:21', code: 'VALUE_NOT_ALLOWED', key: 'logs.groups[0]', what: '"kernel"', hint: 'dmesg' },
  ],
  [
    'a pattern of log files without a log group',
    ['logs: {files: [{path: /var/log/app/*.log}]}'],
    {
      at: '3:27',
      code: 'KEY_MISSING',
      key: 'logs.files[0].path',
      what: 'without a log group',
      hint: '"group"',
    },
  ],
  [
    'metrics without plugins',
    ['metrics: {namespace: shop}'],
    {
      at: '3:5',
      code: 'KEY_MISSING',
      key: 'metrics.metrics_collected',
      what: 'missing',
      hint: 'metrics_collected',
    },
  ],
  [
    'a container image with a capital letter',
    ['containerImages: [Nginx]'],
    { at: '3:23', code: 'VALUE_FORMAT', key: 'containerImages[0]', what: '"Nginx"', hint: 'nginx:1.27' },
  ],
  [
    'a retention CloudWatch has not',
    ['logs: {retentionDays: 10}'],
    { at: '3:27', code: 'VALUE_NOT_ALLOWED', key: 'logs.retentionDays', what: 'is 10', hint: '14' },
  ],
  [
    'a proxy without a port',
    ['proxy: {url: proxy.corp}'],
    { at: '3:18', code: 'VALUE_FORMAT', key: 'proxy.url', what: '"proxy.corp"', hint: 'proxy.corp:3128' },
  ],
  [
    'a proxy over TLS',
    ['proxy: {url: "https://proxy.corp:3128"}'],
    { at: '3:18', code: 'VALUE_FORMAT', key: 'proxy.url', what: 'TLS', hint: 'HOST:PORT' },
  ],
  [
    'a proxy with a password',
    ['proxy: {url: "http://u:canary@proxy.corp:3128"}'],
    { at: '3:18', code: 'PROXY_CREDENTIALS', key: 'proxy.url', what: 'password', hint: 'addresses' },
  ],
  [
    'a proxy with a password, as text',
    ['proxy: "http://u:canary@proxy.corp:3128"'],
    { at: '3:12', code: 'VALUE_TYPE', key: 'proxy', what: '//…@proxy.corp', hint: 'map' },
  ],
  [
    'a package that is an option',
    ['packages: ["--nogpgcheck"]'],
    { at: '3:16', code: 'VALUE_FORMAT', key: 'packages[0]', what: '--nogpgcheck', hint: 'package' },
  ],
  [
    'a package twice',
    ['packages: [htop, jq, htop]'],
    { at: '3:26', code: 'VALUE_DUPLICATE', key: 'packages[2]', what: '"htop"', hint: 'Remove' },
  ],
  [
    'a release to update to that is none',
    ['updates: {releasever: newest}'],
    { at: '3:27', code: 'VALUE_FORMAT', key: 'updates.releasever', what: '"newest"', hint: 'latest' },
  ],
  [
    "a limit beyond CloudFormation's",
    ['firstRun: {timeoutSeconds: 7200}'],
    { at: '3:32', code: 'VALUE_RANGE', key: 'firstRun.timeoutSeconds', what: '7200', hint: '3000' },
  ],
])
