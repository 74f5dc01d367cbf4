#include "page/assets.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace parley {
namespace {

std::string header(const HttpReply& reply, const std::string& name) {
  for (const auto& entry : reply.headers) {
    if (entry.first == name) return entry.second;
  }
  return {};
}

HttpRequest request(const std::string& path, const HeaderList& headers = {}) {
  HttpRequest result;
  result.method = "GET";
  result.path = path;
  result.headers = headers;
  return result;
}

TEST_CASE("the coding is the best that both sides know") {
  CHECK(choose_coding("", true, true) == Coding::kIdentity);
  CHECK(choose_coding("gzip, deflate, br, zstd", true, true) == Coding::kBrotli);
  CHECK(choose_coding("gzip, deflate, br", false, true) == Coding::kGzip);
  CHECK(choose_coding("gzip, br", false, false) == Coding::kIdentity);
  CHECK(choose_coding("br;q=0", true, true) == Coding::kIdentity);
  CHECK(choose_coding("br;q=0, gzip", true, true) == Coding::kGzip);
  CHECK(choose_coding("br;q=0.5, gzip;q=0.8", true, true) == Coding::kGzip);
  CHECK(choose_coding("br ; q=0.001", true, true) == Coding::kBrotli);
  CHECK(choose_coding("*", true, true) == Coding::kBrotli);
  CHECK(choose_coding("*;q=0", true, true) == Coding::kIdentity);
  CHECK(choose_coding("br;q=0, *", true, true) == Coding::kGzip);
  CHECK(choose_coding("identity", true, true) == Coding::kIdentity);
  CHECK(choose_coding(",;,q=;br;q=x,,", true, true) == Coding::kIdentity);
}

TEST_CASE("If-None-Match is a list of entity tags") {
  CHECK(none_match_hits("\"a\"", "\"a\""));
  CHECK(none_match_hits("\"b\", W/\"a\"", "\"a\""));
  CHECK(none_match_hits("*", "\"a\""));
  CHECK_FALSE(none_match_hits("", "\"a\""));
  CHECK_FALSE(none_match_hits("\"a-br\"", "\"a\""));
}

TEST_CASE("names with a content hash") {
  CHECK(has_content_hash("app-0123abcdef45.js"));
  CHECK(has_content_hash("chunks/view-XK3Q7ABZ.js"));
  CHECK(has_content_hash("app-0123abcdef45.js.map"));
  CHECK_FALSE(has_content_hash("index.html"));
  CHECK_FALSE(has_content_hash("page-settings.js"));
  CHECK_FALSE(has_content_hash("app-abc.js"));
  CHECK_FALSE(has_content_hash("0123abcd.js"));
}

TEST_CASE("parts of a page are what no policy acts on") {
  CHECK(is_part("app-0123abcdef45.js"));
  CHECK(is_part("style-0123abcdef45.css"));
  CHECK(is_part("parley-0123abcdef45.wasm"));
  CHECK_FALSE(is_part("worker.js"));
  CHECK_FALSE(is_part("index.html"));
  CHECK_FALSE(is_part("page-0123abcdef45.html"));
  CHECK_FALSE(is_part("icon-0123abcdef45.svg"));
  CHECK_FALSE(is_part("app-0123abcdef45.js.map"));
}

TEST_CASE("paths that can be files") {
  CHECK(file_name_of("/") == "index.html");
  CHECK(file_name_of("/a/b-1.js") == "a/b-1.js");
  for (const char* path : {"", "a", "//a", "/a//b", "/../a", "/a/../b", "/.git/config", "/a/.b",
                           "/%2e%2e/a", "/a\\b", "/a/", "/a b", "/a\xff"}) {
    CAPTURE(path);
    CHECK(file_name_of(path).empty());
  }
}

TEST_CASE("WebAssembly has the type without which it does not stream") {
  CHECK(std::string(content_type_of("a-1.wasm")) == "application/wasm");
  CHECK(std::string(content_type_of("what")) == "application/octet-stream");
}

TEST_CASE("the page inside the program") {
  const Assets assets("");
  HttpReply reply;
  REQUIRE(assets.serve(request("/"), &reply));
  CHECK(reply.status == 200);
  CHECK(reply.keep_alive);
  CHECK(header(reply, "content-type") == "text/html; charset=utf-8");
  CHECK(header(reply, "cache-control") == "no-cache");
  CHECK(header(reply, "vary") == "accept-encoding");
  CHECK(header(reply, "content-encoding").empty());
  CHECK(reply.body.find("<!doctype html>") == 0);
  const std::string etag = header(reply, "etag");
  CHECK(etag.size() > 20);

  HttpReply unchanged;
  REQUIRE(assets.serve(request("/", {{"if-none-match", etag}}), &unchanged));
  CHECK(unchanged.status == 304);
  CHECK(unchanged.body.empty());
  CHECK(header(unchanged, "etag") == etag);

  HttpRequest post = request("/");
  post.method = "POST";
  HttpReply refused;
  REQUIRE(assets.serve(post, &refused));
  CHECK(refused.status == 405);
  CHECK_FALSE(assets.serve(request("/nothing.js"), &reply));
}

TEST_CASE("every compressed form has an entity tag of its own") {
  const Assets assets("");
  for (std::size_t i = 0; i < kEmbeddedFileCount; ++i) {
    const EmbeddedFile& file = kEmbeddedFiles[i];
    if (file.brotli.empty() || file.gzip.empty()) continue;
    CAPTURE(file.name);
    const std::string path = '/' + std::string(file.name);
    HttpReply plain, brotli, gzip;
    REQUIRE(assets.serve(request(path), &plain));
    REQUIRE(assets.serve(request(path, {{"accept-encoding", "br, gzip"}}), &brotli));
    REQUIRE(assets.serve(request(path, {{"accept-encoding", "gzip"}}), &gzip));
    CHECK(plain.body == file.identity);
    CHECK(brotli.body == file.brotli);
    CHECK(gzip.body == file.gzip);
    CHECK(header(brotli, "content-encoding") == "br");
    CHECK(header(gzip, "content-encoding") == "gzip");
    CHECK(header(plain, "etag") != header(brotli, "etag"));
    CHECK(header(brotli, "etag") != header(gzip, "etag"));
    CHECK((header(plain, "cache-control").find("immutable") != std::string::npos) ==
          has_content_hash(file.name));
  }
}

TEST_CASE("a folder on disk: as it is now, and nothing outside of it") {
  std::string root = "/tmp/parley-test-web-XXXXXX";
  REQUIRE(::mkdtemp(root.data()) != nullptr);
  const std::string outside = root + ".txt";
  std::ofstream(outside) << "outside";
  std::ofstream(root + "/index.html") << "one";
  ::mkdir((root + "/sub").c_str(), 0700);
  std::ofstream(root + "/sub/app-0123abcdef45.js") << "code";
  REQUIRE(::symlink(outside.c_str(), (root + "/link.txt").c_str()) == 0);
  REQUIRE(::symlink("/tmp", (root + "/up").c_str()) == 0);

  const Assets assets(root);
  HttpReply reply;
  REQUIRE(assets.serve(request("/"), &reply));
  CHECK(reply.body == "one");
  const std::string etag = header(reply, "etag");
  std::ofstream(root + "/index.html") << "two";
  REQUIRE(assets.serve(request("/", {{"if-none-match", etag}}), &reply));
  CHECK(reply.status == 200);
  CHECK(reply.body == "two");
  REQUIRE(assets.serve(request("/sub/app-0123abcdef45.js"), &reply));
  CHECK(reply.body == "code");
  CHECK(header(reply, "cache-control") == "no-cache");
  const std::string name = outside.substr(outside.rfind('/') + 1);
  for (const std::string& path :
       {std::string("/link.txt"), "/up/" + name, "/../" + name, std::string("/sub"),
        std::string("/sub/"), std::string("/missing.html")}) {
    CAPTURE(path);
    CHECK_FALSE(assets.serve(request(path), &reply));
  }
  for (const char* file : {"/index.html", "/sub/app-0123abcdef45.js", "/link.txt", "/up"}) {
    ::unlink((root + file).c_str());
  }
  ::rmdir((root + "/sub").c_str());
  ::rmdir(root.c_str());
  ::unlink(outside.c_str());
}

}  // namespace
}  // namespace parley
