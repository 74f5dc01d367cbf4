// What an answer is to be made of: response_format (wire.md 2.4) and its older forms.
#include <nlohmann/json.hpp>

#include "json_members.h"
#include "request.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

ApiError read_one_format(const Json& format, const std::string& path, bool schema_itself,
                         CreateRequest* request) {
  if (!format.is_object()) return bad_value(path, "an object");
  const std::string type = string_member(format, "type");
  if (type == "text") {
    request->json_output =
        request->json_output || string_member(format, "mime_type") == "application/json";
    const auto schema = format.find("schema");
    if (schema != format.end() && !schema->is_null()) {
      if (!schema->is_object()) return bad_value(path + ".schema", "an object");
      request->json_output = true;
      request->schema = schema->dump();
    }
  } else if (type == "image") {
    request->image_output = true;
    request->aspect_ratio = string_member(format, "aspect_ratio");
  } else if (type == "audio") {
    request->audio_output = true;
  } else if (type == "video") {
    request->video_output = true;
    request->video_by_uri = string_member(format, "delivery") == "uri";
  } else if (schema_itself) {  // the older form: response_mime_type and a bare schema
    request->json_output = true;
    request->schema = format.dump();
  } else {
    return unsupported_value(type, "type", path, "'text', 'image', 'audio', 'video'");
  }
  return {};
}

}  // namespace

ApiError parse_formats(std::string_view body_json, CreateRequest* request) {
  const Json body = Json::parse(body_json);
  std::string mime_type;
  if (const ApiError error = read_string(body, "response_mime_type", &mime_type)) return error;
  request->json_output = mime_type == "application/json";
  const auto format = body.find("response_format");
  if (format != body.end() && !format->is_null()) {
    const bool schema_itself = request->json_output;
    if (!format->is_array())
      return read_one_format(*format, "response_format", schema_itself, request);
    for (std::size_t i = 0; i < format->size(); ++i) {
      const std::string path = "response_format[" + std::to_string(i) + "]";
      if (const ApiError error = read_one_format((*format)[i], path, false, request)) return error;
    }
  }
  const auto modalities = body.find("response_modalities");
  if (modalities != body.end() && modalities->is_array()) {
    for (const Json& modality : *modalities) {
      request->image_output = request->image_output || modality == "image";
      request->audio_output = request->audio_output || modality == "audio";
    }
  }
  return {};
}

}  // namespace parley::demo
