// SPDX-License-Identifier: Apache-2.0
// The fixed part of generated servers travels inside the program.
#include "CTemplates.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char fastmcp_dockerfile[] = {
#embed "../../templates/fastmcp/Dockerfile"
};
static const unsigned char fastmcp_dockerignore[] = {
#embed "../../templates/fastmcp/dockerignore"
};
static const unsigned char fastmcp_gitignore[] = {
#embed "../../templates/fastmcp/gitignore"
};
static const unsigned char fastmcp_pyproject_toml[] = {
#embed "../../templates/fastmcp/pyproject.toml"
};
static const unsigned char fastmcp_requirements_dev_in[] = {
#embed "../../templates/fastmcp/requirements-dev.in"
};
static const unsigned char fastmcp_requirements_dev_txt[] = {
#embed "../../templates/fastmcp/requirements-dev.txt"
};
static const unsigned char fastmcp_requirements_in[] = {
#embed "../../templates/fastmcp/requirements.in"
};
static const unsigned char fastmcp_requirements_txt[] = {
#embed "../../templates/fastmcp/requirements.txt"
};
static const unsigned char fastmcp_server_init_py[] = {
#embed "../../templates/fastmcp/server/__init__.py"
};
static const unsigned char fastmcp_server_main_py[] = {
#embed "../../templates/fastmcp/server/__main__.py"
};
static const unsigned char fastmcp_server_answer_py[] = {
#embed "../../templates/fastmcp/server/answer.py"
};
static const unsigned char fastmcp_server_app_py[] = {
#embed "../../templates/fastmcp/server/app.py"
};
static const unsigned char fastmcp_server_arguments_py[] = {
#embed "../../templates/fastmcp/server/arguments.py"
};
static const unsigned char fastmcp_server_body_py[] = {
#embed "../../templates/fastmcp/server/body.py"
};
static const unsigned char fastmcp_server_breaker_py[] = {
#embed "../../templates/fastmcp/server/breaker.py"
};
static const unsigned char fastmcp_server_credentials_py[] = {
#embed "../../templates/fastmcp/server/credentials.py"
};
static const unsigned char fastmcp_server_document_py[] = {
#embed "../../templates/fastmcp/server/document.py"
};
static const unsigned char fastmcp_server_request_py[] = {
#embed "../../templates/fastmcp/server/request.py"
};
static const unsigned char fastmcp_server_settings_py[] = {
#embed "../../templates/fastmcp/server/settings.py"
};
static const unsigned char fastmcp_server_styles_py[] = {
#embed "../../templates/fastmcp/server/styles.py"
};
static const unsigned char fastmcp_server_telemetry_py[] = {
#embed "../../templates/fastmcp/server/telemetry.py"
};
static const unsigned char fastmcp_server_text_py[] = {
#embed "../../templates/fastmcp/server/text.py"
};
static const unsigned char fastmcp_server_upstream_py[] = {
#embed "../../templates/fastmcp/server/upstream.py"
};
static const unsigned char fastmcp_tests_conftest_py[] = {
#embed "../../templates/fastmcp/tests/conftest.py"
};
static const unsigned char fastmcp_tests_test_arguments_py[] = {
#embed "../../templates/fastmcp/tests/test_arguments.py"
};
static const unsigned char fastmcp_tests_test_request_py[] = {
#embed "../../templates/fastmcp/tests/test_request.py"
};
static const unsigned char fastmcp_tests_test_server_py[] = {
#embed "../../templates/fastmcp/tests/test_server.py"
};
static const unsigned char fastmcp_tests_test_upstream_py[] = {
#embed "../../templates/fastmcp/tests/test_upstream.py"
};
static const unsigned char typescript_dockerfile[] = {
#embed "../../templates/typescript/Dockerfile"
};
static const unsigned char typescript_biome_json[] = {
#embed "../../templates/typescript/biome.json"
};
static const unsigned char typescript_dockerignore[] = {
#embed "../../templates/typescript/dockerignore"
};
static const unsigned char typescript_gitignore[] = {
#embed "../../templates/typescript/gitignore"
};
static const unsigned char typescript_package_json[] = {
#embed "../../templates/typescript/package.json"
};
static const unsigned char typescript_src_answer_ts[] = {
#embed "../../templates/typescript/src/answer.ts"
};
static const unsigned char typescript_src_app_ts[] = {
#embed "../../templates/typescript/src/app.ts"
};
static const unsigned char typescript_src_arguments_ts[] = {
#embed "../../templates/typescript/src/arguments.ts"
};
static const unsigned char typescript_src_body_ts[] = {
#embed "../../templates/typescript/src/body.ts"
};
static const unsigned char typescript_src_credentials_ts[] = {
#embed "../../templates/typescript/src/credentials.ts"
};
static const unsigned char typescript_src_exchange_ts[] = {
#embed "../../templates/typescript/src/exchange.ts"
};
static const unsigned char typescript_src_http_ts[] = {
#embed "../../templates/typescript/src/http.ts"
};
static const unsigned char typescript_src_main_ts[] = {
#embed "../../templates/typescript/src/main.ts"
};
static const unsigned char typescript_src_operations_ts[] = {
#embed "../../templates/typescript/src/operations.ts"
};
static const unsigned char typescript_src_problem_ts[] = {
#embed "../../templates/typescript/src/problem.ts"
};
static const unsigned char typescript_src_request_ts[] = {
#embed "../../templates/typescript/src/request.ts"
};
static const unsigned char typescript_src_settings_ts[] = {
#embed "../../templates/typescript/src/settings.ts"
};
static const unsigned char typescript_src_styles_ts[] = {
#embed "../../templates/typescript/src/styles.ts"
};
static const unsigned char typescript_src_telemetry_ts[] = {
#embed "../../templates/typescript/src/telemetry.ts"
};
static const unsigned char typescript_src_text_ts[] = {
#embed "../../templates/typescript/src/text.ts"
};
static const unsigned char typescript_src_upstream_ts[] = {
#embed "../../templates/typescript/src/upstream.ts"
};
static const unsigned char typescript_test_arguments_test_ts[] = {
#embed "../../templates/typescript/test/arguments.test.ts"
};
static const unsigned char typescript_test_request_test_ts[] = {
#embed "../../templates/typescript/test/request.test.ts"
};
static const unsigned char typescript_test_settings_test_ts[] = {
#embed "../../templates/typescript/test/settings.test.ts"
};
static const unsigned char typescript_test_support_ts[] = {
#embed "../../templates/typescript/test/support.ts"
};
static const unsigned char typescript_test_tools_test_ts[] = {
#embed "../../templates/typescript/test/tools.test.ts"
};
static const unsigned char typescript_test_upstream_test_ts[] = {
#embed "../../templates/typescript/test/upstream.test.ts"
};
static const unsigned char typescript_tsconfig_json[] = {
#embed "../../templates/typescript/tsconfig.json"
};
static const unsigned char license_text[] = {
#embed "../../LICENSE"
};

static const smelt_template_file files[] = {
    {"fastmcp/Dockerfile", fastmcp_dockerfile, sizeof fastmcp_dockerfile},
    {"fastmcp/dockerignore", fastmcp_dockerignore, sizeof fastmcp_dockerignore},
    {"fastmcp/gitignore", fastmcp_gitignore, sizeof fastmcp_gitignore},
    {"fastmcp/pyproject.toml", fastmcp_pyproject_toml, sizeof fastmcp_pyproject_toml},
    {"fastmcp/requirements-dev.in", fastmcp_requirements_dev_in, sizeof fastmcp_requirements_dev_in},
    {"fastmcp/requirements-dev.txt", fastmcp_requirements_dev_txt, sizeof fastmcp_requirements_dev_txt},
    {"fastmcp/requirements.in", fastmcp_requirements_in, sizeof fastmcp_requirements_in},
    {"fastmcp/requirements.txt", fastmcp_requirements_txt, sizeof fastmcp_requirements_txt},
    {"fastmcp/server/__init__.py", fastmcp_server_init_py, sizeof fastmcp_server_init_py},
    {"fastmcp/server/__main__.py", fastmcp_server_main_py, sizeof fastmcp_server_main_py},
    {"fastmcp/server/answer.py", fastmcp_server_answer_py, sizeof fastmcp_server_answer_py},
    {"fastmcp/server/app.py", fastmcp_server_app_py, sizeof fastmcp_server_app_py},
    {"fastmcp/server/arguments.py", fastmcp_server_arguments_py, sizeof fastmcp_server_arguments_py},
    {"fastmcp/server/body.py", fastmcp_server_body_py, sizeof fastmcp_server_body_py},
    {"fastmcp/server/breaker.py", fastmcp_server_breaker_py, sizeof fastmcp_server_breaker_py},
    {"fastmcp/server/credentials.py", fastmcp_server_credentials_py, sizeof fastmcp_server_credentials_py},
    {"fastmcp/server/document.py", fastmcp_server_document_py, sizeof fastmcp_server_document_py},
    {"fastmcp/server/request.py", fastmcp_server_request_py, sizeof fastmcp_server_request_py},
    {"fastmcp/server/settings.py", fastmcp_server_settings_py, sizeof fastmcp_server_settings_py},
    {"fastmcp/server/styles.py", fastmcp_server_styles_py, sizeof fastmcp_server_styles_py},
    {"fastmcp/server/telemetry.py", fastmcp_server_telemetry_py, sizeof fastmcp_server_telemetry_py},
    {"fastmcp/server/text.py", fastmcp_server_text_py, sizeof fastmcp_server_text_py},
    {"fastmcp/server/upstream.py", fastmcp_server_upstream_py, sizeof fastmcp_server_upstream_py},
    {"fastmcp/tests/conftest.py", fastmcp_tests_conftest_py, sizeof fastmcp_tests_conftest_py},
    {"fastmcp/tests/test_arguments.py", fastmcp_tests_test_arguments_py, sizeof fastmcp_tests_test_arguments_py},
    {"fastmcp/tests/test_request.py", fastmcp_tests_test_request_py, sizeof fastmcp_tests_test_request_py},
    {"fastmcp/tests/test_server.py", fastmcp_tests_test_server_py, sizeof fastmcp_tests_test_server_py},
    {"fastmcp/tests/test_upstream.py", fastmcp_tests_test_upstream_py, sizeof fastmcp_tests_test_upstream_py},
    {"typescript/Dockerfile", typescript_dockerfile, sizeof typescript_dockerfile},
    {"typescript/biome.json", typescript_biome_json, sizeof typescript_biome_json},
    {"typescript/dockerignore", typescript_dockerignore, sizeof typescript_dockerignore},
    {"typescript/gitignore", typescript_gitignore, sizeof typescript_gitignore},
    {"typescript/package.json", typescript_package_json, sizeof typescript_package_json},
    {"typescript/src/answer.ts", typescript_src_answer_ts, sizeof typescript_src_answer_ts},
    {"typescript/src/app.ts", typescript_src_app_ts, sizeof typescript_src_app_ts},
    {"typescript/src/arguments.ts", typescript_src_arguments_ts, sizeof typescript_src_arguments_ts},
    {"typescript/src/body.ts", typescript_src_body_ts, sizeof typescript_src_body_ts},
    {"typescript/src/credentials.ts", typescript_src_credentials_ts, sizeof typescript_src_credentials_ts},
    {"typescript/src/exchange.ts", typescript_src_exchange_ts, sizeof typescript_src_exchange_ts},
    {"typescript/src/http.ts", typescript_src_http_ts, sizeof typescript_src_http_ts},
    {"typescript/src/main.ts", typescript_src_main_ts, sizeof typescript_src_main_ts},
    {"typescript/src/operations.ts", typescript_src_operations_ts, sizeof typescript_src_operations_ts},
    {"typescript/src/problem.ts", typescript_src_problem_ts, sizeof typescript_src_problem_ts},
    {"typescript/src/request.ts", typescript_src_request_ts, sizeof typescript_src_request_ts},
    {"typescript/src/settings.ts", typescript_src_settings_ts, sizeof typescript_src_settings_ts},
    {"typescript/src/styles.ts", typescript_src_styles_ts, sizeof typescript_src_styles_ts},
    {"typescript/src/telemetry.ts", typescript_src_telemetry_ts, sizeof typescript_src_telemetry_ts},
    {"typescript/src/text.ts", typescript_src_text_ts, sizeof typescript_src_text_ts},
    {"typescript/src/upstream.ts", typescript_src_upstream_ts, sizeof typescript_src_upstream_ts},
    {"typescript/test/arguments.test.ts", typescript_test_arguments_test_ts, sizeof typescript_test_arguments_test_ts},
    {"typescript/test/request.test.ts", typescript_test_request_test_ts, sizeof typescript_test_request_test_ts},
    {"typescript/test/settings.test.ts", typescript_test_settings_test_ts, sizeof typescript_test_settings_test_ts},
    {"typescript/test/support.ts", typescript_test_support_ts, sizeof typescript_test_support_ts},
    {"typescript/test/tools.test.ts", typescript_test_tools_test_ts, sizeof typescript_test_tools_test_ts},
    {"typescript/test/upstream.test.ts", typescript_test_upstream_test_ts, sizeof typescript_test_upstream_test_ts},
    {"typescript/tsconfig.json", typescript_tsconfig_json, sizeof typescript_tsconfig_json},
    {"LICENSE", license_text, sizeof license_text},
    {NULL, NULL, 0},
};

const smelt_template_file *smelt_template_files(void) { return files; }
