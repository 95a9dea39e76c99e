-- Types, rules and duplicates as the contract has them. A rule that is NULL counts as broken, but not in a row with a
-- value that could not be read. The bits of broken are named in quarantined.sql.

-- By ASCII code: the value of a character by GB 32100-2015, -1 for one that is not in the alphabet. Such a list is faster
-- than strpos for each character or arithmetic on the code.
SET VARIABLE character_values = [strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', chr(c::INT)) - 1 FOR c IN range(1, 128)];
CREATE TEMP MACRO character_value(c) AS coalesce(getvariable('character_values')[ascii(c)], -1);
-- The organisation code within (GB 11714) counts I, O, S, V and Z too.
CREATE TEMP MACRO letter_value(c) AS ascii(c) - CASE WHEN c <= '9' THEN 48 ELSE 55 END;

CREATE TEMP TABLE checked AS
WITH delivered AS (
    SELECT
        nullif(trim(uscc), '') AS uscc,
        nullif(trim(taxpayer_name), '') AS taxpayer_name,
        nullif(trim(taxpayer_type), '') AS taxpayer_type_text,
        nullif(trim(period_start), '') AS period_start_text,
        nullif(trim(period_end), '') AS period_end_text,
        nullif(trim(sales_cny), '') AS sales_cny_text,
        nullif(trim(tax_cny), '') AS tax_cny_text,
        nullif(trim(surcharge_cny), '') AS surcharge_cny_text,
        nullif(trim(total_cny), '') AS total_cny_text,
        nullif(trim(filed_on), '') AS filed_on_text,
        nullif(trim(filing_status), '') AS filing_status_text,
        nullif(trim(tax_office), '') AS tax_office,
        filename
    FROM read_csv(
        :files,
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', filename = true,
        columns = {
            uscc: 'VARCHAR', taxpayer_name: 'VARCHAR', taxpayer_type: 'VARCHAR', period_start: 'VARCHAR',
            period_end: 'VARCHAR', sales_cny: 'VARCHAR', tax_cny: 'VARCHAR', surcharge_cny: 'VARCHAR',
            total_cny: 'VARCHAR', filed_on: 'VARCHAR', filing_status: 'VARCHAR', tax_office: 'VARCHAR'})
), typed AS (
    SELECT
        *,
        CASE taxpayer_type_text WHEN '一般纳税人' THEN 'general' WHEN '小规模纳税人' THEN 'small_scale' END
            AS taxpayer_type,
        try_cast(period_start_text AS DATE) AS period_start,
        try_cast(period_end_text AS DATE) AS period_end,
        try_cast(sales_cny_text AS DECIMAL(18, 2)) AS sales_cny,
        try_cast(tax_cny_text AS DECIMAL(18, 2)) AS tax_cny,
        try_cast(surcharge_cny_text AS DECIMAL(18, 2)) AS surcharge_cny,
        try_cast(total_cny_text AS DECIMAL(18, 2)) AS total_cny,
        try_cast(filed_on_text AS DATE) AS filed_on,
        CASE filing_status_text
            WHEN '正常申报' THEN 'on_time' WHEN '逾期申报' THEN 'late' WHEN '更正申报' THEN 'corrected' END
            AS filing_status,
        character_value(uscc[1]) AS v1,
        character_value(uscc[2]) AS v2,
        character_value(uscc[3]) AS v3,
        character_value(uscc[4]) AS v4,
        character_value(uscc[5]) AS v5,
        character_value(uscc[6]) AS v6,
        character_value(uscc[7]) AS v7,
        character_value(uscc[8]) AS v8,
        character_value(uscc[9]) AS v9,
        character_value(uscc[10]) AS v10,
        character_value(uscc[11]) AS v11,
        character_value(uscc[12]) AS v12,
        character_value(uscc[13]) AS v13,
        character_value(uscc[14]) AS v14,
        character_value(uscc[15]) AS v15,
        character_value(uscc[16]) AS v16,
        character_value(uscc[17]) AS v17,
        character_value(uscc[18]) AS v18,
        (3 * letter_value(uscc[9]) + 7 * letter_value(uscc[10]) + 9 * letter_value(uscc[11]) +
            10 * letter_value(uscc[12]) + 5 * letter_value(uscc[13]) + 8 * letter_value(uscc[14]) +
            4 * letter_value(uscc[15]) + 2 * letter_value(uscc[16]) +
            strpos('0123456789X', uscc[17]) - 1) % 11 = 0 AND
            strpos('0123456789X', uscc[17]) > 0 AS is_organization_code
    FROM delivered
), parsed AS (
    SELECT
        *,
        ((uscc IS NULL)::INT << 0) |
        ((taxpayer_name IS NULL)::INT << 1) |
        ((taxpayer_type_text IS NULL)::INT << 2) |
        ((period_start_text IS NULL)::INT << 3) |
        ((period_end_text IS NULL)::INT << 4) |
        ((sales_cny_text IS NULL)::INT << 5) |
        ((tax_cny_text IS NULL)::INT << 6) |
        ((surcharge_cny_text IS NULL)::INT << 7) |
        ((total_cny_text IS NULL)::INT << 8) |
        ((filed_on_text IS NULL)::INT << 9) |
        ((filing_status_text IS NULL)::INT << 10) |
        ((tax_office IS NULL)::INT << 11) |
        ((taxpayer_type IS NULL AND taxpayer_type_text IS NOT NULL)::INT << 12) |
        ((period_start IS NULL AND period_start_text IS NOT NULL)::INT << 13) |
        ((period_end IS NULL AND period_end_text IS NOT NULL)::INT << 14) |
        ((sales_cny IS NULL AND sales_cny_text IS NOT NULL)::INT << 15) |
        ((tax_cny IS NULL AND tax_cny_text IS NOT NULL)::INT << 16) |
        ((surcharge_cny IS NULL AND surcharge_cny_text IS NOT NULL)::INT << 17) |
        ((total_cny IS NULL AND total_cny_text IS NOT NULL)::INT << 18) |
        ((filed_on IS NULL AND filed_on_text IS NOT NULL)::INT << 19) |
        ((filing_status IS NULL AND filing_status_text IS NOT NULL)::INT << 20) AS unreadable,
        length(uscc) = 18 AND uscc <> '000000000000000000' AND is_organization_code AND
            least(v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18) >= 0 AND
            (v1 + 3 * v2 + 9 * v3 + 27 * v4 + 19 * v5 + 26 * v6 + 16 * v7 + 17 * v8 + 20 * v9 +
                29 * v10 + 25 * v11 + 13 * v12 + 8 * v13 + 24 * v14 + 10 * v15 + 30 * v16 + 28 * v17 + v18) % 31 = 0
            AS is_uscc
    FROM typed
)
SELECT
    uscc, taxpayer_name, taxpayer_type, period_start, period_end, sales_cny, tax_cny, surcharge_cny, total_cny, filed_on,
    filing_status, tax_office, filename,
    unreadable |
        ((NOT coalesce(is_uscc, unreadable <> 0))::INT << 21) |
        ((NOT coalesce(period_start <= period_end, unreadable <> 0))::INT << 22) |
        ((NOT coalesce(filed_on > period_end, unreadable <> 0))::INT << 23) |
        ((NOT coalesce(sales_cny >= 0 AND tax_cny >= 0 AND surcharge_cny >= 0, unreadable <> 0))::INT << 24) |
        ((NOT coalesce(tax_cny <= sales_cny, unreadable <> 0))::INT << 25) |
        ((NOT coalesce(tax_cny + surcharge_cny = total_cny, unreadable <> 0))::INT << 26) AS broken,
    CASE
        WHEN broken <> 0 THEN concat(
            uscc, ',', taxpayer_name, ',', taxpayer_type_text, ',', period_start_text, ',', period_end_text, ',',
            sales_cny_text, ',', tax_cny_text, ',', surcharge_cny_text, ',', total_cny_text, ',', filed_on_text, ',',
            filing_status_text, ',', tax_office)
    END AS text,
    hash(
        uscc, taxpayer_name, taxpayer_type, period_start, period_end, sales_cny, tax_cny, surcharge_cny, total_cny,
        filed_on, filing_status, tax_office) AS row_hash
FROM parsed
