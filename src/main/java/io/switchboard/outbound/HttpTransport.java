package io.switchboard.outbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Jetty's client: many streams on each of several connections to a host. */
@Component
class HttpTransport implements DisposableBean {

  private final HttpClient client;
  private final long timeoutMillis;
  private final int maxBody;

  HttpTransport(HttpClients clients, OutboundSettings settings) {
    this.client = clients.start();
    this.timeoutMillis = settings.responseTimeout().toMillis();
    this.maxBody = Math.toIntExact(settings.maxResponseBody().toBytes());
  }

  @Override
  public void destroy() {
    LifeCycle.stop(client);
  }

  CompletableFuture<OutboundResponse> send(OutboundRequest request) {
    CompletableFuture<OutboundResponse> end = new CompletableFuture<>();
    try {
      Request call =
          client
              .newRequest(request.uri())
              .method(request.method())
              .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
              .headers(headers -> request.headers().forEach(headers::put));
      if (request.body().length > 0) {
        call.body(new BytesRequestContent(request.body()));
      }
      call.send(new Collector(end, maxBody));
    } catch (RuntimeException failure) {
      end.completeExceptionally(failure);
    }
    return end;
  }

  /** Keeps the beginning of the body and drops the connection's interest in the rest. */
  private static final class Collector implements Response.Listener {

    private final CompletableFuture<OutboundResponse> end;
    private final int maxBody;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private boolean full;

    Collector(CompletableFuture<OutboundResponse> end, int maxBody) {
      this.end = end;
      this.maxBody = maxBody;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
      byte[] bytes = new byte[Math.min(content.remaining(), maxBody - body.size())];
      boolean more = content.remaining() > bytes.length;
      content.get(bytes);
      body.writeBytes(bytes);
      if (more) {
        full = true;
        response.abort(new IllegalStateException("The answer is larger than is read"));
      }
    }

    @Override
    public void onComplete(Result result) {
      if (result.isFailed() && !full) {
        end.completeExceptionally(result.getFailure());
        return;
      }
      Response response = result.getResponse();
      Map<String, String> headers = new HashMap<>();
      for (HttpField field : response.getHeaders()) {
        headers.putIfAbsent(
            field.getName().toLowerCase(Locale.ROOT), String.valueOf(field.getValue()));
      }
      end.complete(new OutboundResponse(response.getStatus(), headers, body.toByteArray()));
    }
  }
}
