//! Traces of units and listings, sent by OTLP over HTTP to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names. Only in a
//! program that was built with the feature `otlp`.

use std::sync::OnceLock;
use std::time::Duration;

use anyhow::Context;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

/// A collector that takes longer loses the batch; loading never waits for it.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// What hands spans to the collector at this address. Call it once, outside of any runtime.
pub(crate) fn layer<S>(endpoint: &str) -> anyhow::Result<OpenTelemetryLayer<S, SdkTracer>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let address = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
    // The exporter's HTTP client brings no cryptography of its own. Another default, if there is one, serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let exporter = SpanExporter::builder().with_http().with_endpoint(address).with_timeout(EXPORT_TIMEOUT).build();
    let exporter = exporter.context("OTEL_EXPORTER_OTLP_ENDPOINT: traces cannot be sent there")?;
    let resource = Resource::builder().with_service_name("lp-warehouse").build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
    let tracer = provider.tracer("lp-warehouse");
    let _ = PROVIDER.set(provider);
    Ok(tracing_opentelemetry::layer().with_tracer(tracer))
}

/// Sends what is left, at the end of the program.
pub(crate) fn flush() {
    if let Some(provider) = PROVIDER.get() {
        // A collector that does not answer is nobody's trouble.
        let _ = provider.shutdown();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[test]
    fn a_span_reaches_the_collector() {
        let collector = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/", collector.local_addr().unwrap());
        let collecting = std::thread::spawn(move || {
            let (mut stream, _) = collector.accept().unwrap();
            let (mut request, mut piece) = (Vec::new(), [0; 4096]);
            while !request.windows(9).any(|window| window == b"75555851!") {
                let len = stream.read(&mut piece).unwrap();
                assert!(len > 0, "{}", String::from_utf8_lossy(&request));
                request.extend_from_slice(&piece[..len]);
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
            String::from_utf8_lossy(&request).into_owned()
        });
        let subscriber = tracing_subscriber::registry().with(layer(&endpoint).unwrap());
        tracing::subscriber::with_default(subscriber, || {
            tracing::info_span!("unit", account = "75555851!").in_scope(|| {});
        });
        flush();
        let request = collecting.join().unwrap();
        assert!(request.starts_with("POST /v1/traces") && request.contains("lp-warehouse"), "{request}");
    }
}
