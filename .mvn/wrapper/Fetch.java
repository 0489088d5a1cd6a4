import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Fetches a URL into a file, for mvnw where there is neither curl nor wget: {@code java Fetch.java
 * URL FILE}. Ends with 1 if there is no connection or no answer within 5 s, or it is not a 200.
 */
class Fetch {

  static void main(String[] arguments) {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(arguments[0])).timeout(Duration.ofSeconds(5)).build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofFile(Path.of(arguments[1])));
      System.exit(answer.statusCode() == 200 ? 0 : 1);
    } catch (Exception failure) {
      System.exit(1);
    }
  }
}
