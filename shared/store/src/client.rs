//! The clients of the two stores, built with nothing that a cold start does not need.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient, StalledStreamProtectionConfig};

use crate::config::{Clock, Config};
use crate::ids::Numbers;

/// The Amazon root certificates, the only ones that AWS endpoints chain to. Reading the system's ~150 certificate files
/// would cost a cold start more than everything else here together.
const AMAZON_ROOTS: &[u8] = include_bytes!("../certificates/amazon-roots.pem");

/// One attempt may take this long; an answer from DynamoDB takes milliseconds.
const ATTEMPT: Duration = Duration::from_secs(3);

/// The longest pause before the second attempt; each further one may be twice as long. The SDK's own first pause of up to
/// a second is made for slower services than DynamoDB.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// All attempts together. With one operation after another the total stays under the 30 s of the HTTP gateway.
const OPERATION: Duration = Duration::from_secs(8);

/// The table and the bucket. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    http: SharedHttpClient,
    dynamodb: aws_sdk_dynamodb::Client,
    s3: OnceLock<aws_sdk_s3::Client>,
    numbers: Numbers,
}

impl Store {
    /// Builds the client of the table. The bucket's is built when it is first needed: most requests never touch it.
    pub fn new(config: Config) -> Self {
        let http = http_client(&config);
        let dynamodb = dynamodb_client(&config, &http);
        Self { inner: Arc::new(Inner { config, http, dynamodb, s3: OnceLock::new(), numbers: Numbers::default() }) }
    }

    /// The time as the store sees it.
    pub fn clock(&self) -> &Clock {
        &self.inner.config.clock
    }

    pub(crate) fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        &self.inner.dynamodb
    }

    pub(crate) fn table(&self) -> &str {
        &self.inner.config.table
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.inner.config.bucket
    }

    /// Where addresses that are signed for the bucket begin: scheme and host.
    pub fn bucket_origin(&self) -> String {
        let Config { s3_endpoint, region, bucket, .. } = &self.inner.config;
        match s3_endpoint {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
        }
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.inner.numbers
    }

    pub(crate) fn s3(&self) -> &aws_sdk_s3::Client {
        self.inner.s3.get_or_init(|| s3_client(&self.inner.config, &self.inner.http))
    }
}

fn http_client(config: &Config) -> SharedHttpClient {
    use aws_smithy_http_client::Builder;
    use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};

    let only_loopback = [&config.dynamodb_endpoint, &config.s3_endpoint]
        .into_iter()
        .all(|endpoint| endpoint.as_deref().is_some_and(|url| url.starts_with("http://")));
    if only_loopback {
        return Builder::new().build_http();
    }
    let trust = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let context = TlsContext::builder().with_trust_store(trust).build();
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    match context {
        Ok(context) => builder.tls_context(context).build_https(),
        // The certificates are part of the binary; without them the system's would still do.
        Err(_) => builder.build_https(),
    }
}

fn credentials(config: &Config) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Credentials::from_keys(
        &config.access_key,
        &config.secret_key,
        config.session_token.clone(),
    ))
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

fn dynamodb_client(config: &Config, http: &SharedHttpClient) -> aws_sdk_dynamodb::Client {
    let builder = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(config.region.clone()))
        .credentials_provider(credentials(config))
        .http_client(http.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(5).with_initial_backoff(FIRST_PAUSE))
        .timeout_config(timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    let builder = builder.endpoint_resolver(Address(dynamodb_url(config)));
    aws_sdk_dynamodb::Client::from_conf(builder.build())
}

/// Where the table is. The SDK's own way to find out compiles its whole table of partitions first, at every cold start.
#[derive(Debug)]
struct Address(String);

impl ResolveEndpoint for Address {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

fn dynamodb_url(config: &Config) -> String {
    let region = &config.region;
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    config.dynamodb_endpoint.clone().unwrap_or_else(|| format!("https://dynamodb.{region}.{domain}"))
}

fn s3_client(config: &Config, http: &SharedHttpClient) -> aws_sdk_s3::Client {
    let mut builder = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .region(aws_sdk_s3::config::Region::new(config.region.clone()))
        .credentials_provider(credentials(config))
        .http_client(http.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(4))
        .timeout_config(
            // An object is larger than an item: no limit per attempt, but one for all of them.
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(1))
                .operation_timeout(Duration::from_secs(25))
                .build(),
        )
        .force_path_style(config.s3_endpoint.is_some());
    if let Some(endpoint) = &config.s3_endpoint {
        builder = builder.endpoint_url(endpoint);
    }
    aws_sdk_s3::Client::from_conf(builder.build())
}

impl Store {
    /// Opens the connection to the table with a read that finds nothing. Whether it works shows at the first request.
    pub async fn connect(&self) {
        let _ = self.fetch([crate::Key::system("connect")]).await;
    }
}
